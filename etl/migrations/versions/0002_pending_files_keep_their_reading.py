"""Pending files keep how they are to be read; the table held nothing before, so it is made anew by the declarations"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("pending")


def downgrade() -> None:
    op.drop_table("remembered")
