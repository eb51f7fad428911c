"""What trends are called."""

from django.utils.translation import gettext_lazy as _

from linli.insight.triage.topics.heat import Trend

TRENDS: dict[Trend, object] = {
    Trend.NEW: _("新出现"),
    Trend.RISING: _("在增多"),
    Trend.STEADY: _("持平"),
    Trend.FALLING: _("在减少"),
    Trend.QUIET: _("近期没有"),
}
