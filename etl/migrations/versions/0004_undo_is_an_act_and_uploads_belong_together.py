"""An undo is an upload of its own that names what it takes back; uploads done in one go share a group's number"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ADDED = ("undoes", "group_number")


def upgrade() -> None:
    for name in _ADDED:
        op.add_column("upload", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in _ADDED:
        op.drop_column("upload", name)
