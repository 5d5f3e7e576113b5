"""Runs the migrations on the connection that `pipelines.records.database.Database.migrate` hands over."""

from alembic import context

from pipelines.records.tables import Record

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
