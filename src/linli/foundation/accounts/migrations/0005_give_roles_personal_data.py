from django.db import migrations

# Consents, claims and the keeping of purposes are new; see 0004 for why roles are given them.
CONSENT, CLAIMS, MANAGE = "privacy.consent", "privacy.claims", "privacy.manage"
HANDLE = {
    "cases.view",
    "residents.view",
    "cases.intake",
    "cases.handle",
    "cases.reveal",
    "residents.reveal",
    "residents.edit",
}
HEAD = {
    *HANDLE,
    "residents.sensitive",
    "residents.manage",
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
WORKER = HANDLE | {"residents.sensitive", "cases.call_back", "reports.view"}
RULES = {"work.manage_rules", "reports.manage"}
# Role → what it was given until now, and what it is given besides.
GIVEN = {
    "grid-worker": (HANDLE, {CONSENT}),
    "community-worker": (WORKER, {CONSENT, CLAIMS}),
    "head": (HEAD, {CONSENT, CLAIMS, MANAGE}),
    "street": (HEAD | RULES, {CONSENT, CLAIMS, MANAGE}),
    "admin": (HEAD | RULES, {CONSENT, CLAIMS, MANAGE}),
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
    dependencies = [("accounts", "0004_give_roles_the_register")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
