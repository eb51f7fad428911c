from django.db import migrations

# The codes of the list of tables are new, as is the one for filling tables: without this, a site
# that stands could never hand them out.
FILL, VIEW, ANSWER, KEEP = "sheets.fill", "tables.view", "tables.answer", "tables.keep"
HANDLE = {
    "cases.view",
    "residents.view",
    "cases.intake",
    "cases.handle",
    "cases.reveal",
    "residents.reveal",
    "residents.edit",
    "privacy.consent",
}
HEAD = {
    *HANDLE,
    "residents.sensitive",
    "residents.manage",
    "privacy.claims",
    "privacy.manage",
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
    "grid-worker": (HANDLE, {FILL, VIEW}),
    "community-worker": (
        HANDLE | {"residents.sensitive", "privacy.claims", "cases.call_back", "reports.view"},
        {FILL, VIEW, ANSWER},
    ),
    "head": (HEAD, {FILL, VIEW, ANSWER}),
    "street": (HEAD | RULES, {FILL, VIEW, ANSWER, KEEP}),
    "admin": (HEAD | RULES, {FILL, VIEW, ANSWER, KEEP}),
}


def give(apps, schema_editor):
    """Roles that a site has changed stay as they are; administrators can hand out every code."""
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=GIVEN):
        until_now, besides = GIVEN[role.code]
        held = set(role.permissions)
        if held - {FILL} == until_now or role.code == "admin":
            role.permissions = sorted(held | besides)
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_give_roles_personal_data")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
