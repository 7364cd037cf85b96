"""An index of the few questions that ask again what others asked; a large load reads a unit's questions no more"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NAME = "ix_question_unit_asked_again_of"


def upgrade() -> None:
    given = sa.text("asked_again_of IS NOT NULL")
    op.create_index(
        _NAME, "question", ["unit", "asked_again_of"], if_not_exists=True, sqlite_where=given, postgresql_where=given
    )


def downgrade() -> None:
    op.drop_index(_NAME, "question")
