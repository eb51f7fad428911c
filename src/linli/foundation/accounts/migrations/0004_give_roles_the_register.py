from django.db import migrations

# The codes of the residents' register are new. Nobody may hand out a code that nobody holds: without
# this, a site that stands could never use them.
EDIT, SENSITIVE, MANAGE = "residents.edit", "residents.sensitive", "residents.manage"
HANDLE = {
    "cases.view",
    "residents.view",
    "cases.intake",
    "cases.handle",
    "cases.reveal",
    "residents.reveal",
}
HEAD = {
    *HANDLE,
    "cases.supervise",
    "cases.call_back",
    "cases.import",
    "cases.manage",
    "work.see_all",
    "work.hand_over",
    "reports.view",
    "accounts.manage",
    "audit.read",
    "places.manage",
    "organisations.manage",
    "notices.manage",
}
RULES = {"work.manage_rules", "reports.manage"}
# Role → what it was given until now, and what it is given besides.
GIVEN = {
    "grid-worker": (HANDLE, {EDIT}),
    "community-worker": (HANDLE | {"cases.call_back", "reports.view"}, {EDIT, SENSITIVE}),
    "head": (HEAD, {EDIT, SENSITIVE, MANAGE}),
    "street": (HEAD | RULES, {EDIT, SENSITIVE, MANAGE}),
    "admin": (HEAD | RULES, {EDIT, SENSITIVE, MANAGE}),
}


def give(apps, schema_editor):
    """Roles that a site has changed stay as they are; administrators can hand out every code."""
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=GIVEN):
        until_now, besides = GIVEN[role.code]
        held = set(role.permissions)
        if held == until_now or role.code == "admin":
            role.permissions = sorted(held | besides)
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_watched")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
