from django.db import migrations

from linli.kernel.settled_operations import WatchTable


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_account_kept_at_place")]

    operations = [
        WatchTable("accounts_role"),
        WatchTable("accounts_assignment"),
        # Who has just signed in changes nothing else.
        WatchTable(
            "accounts_user",
            columns=(
                "username",
                "name",
                "kind",
                "phone",
                "email",
                "is_active",
                "place_id",
                "place_path",
            ),
        ),
    ]
