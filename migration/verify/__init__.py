"""Compare every source row with its document, field by field.

    source rows by id (one snapshot) ─┐
                                      ├─► merge by id ─► compare ─► report
    documents by supabaseId (pages) ──┘

What a document must hold is stated here a second time, in `mapping.py`, from the facts about the source and not from
the migration's own tables: a mistake there shows as a difference here. Nothing of `migration.tables` or of the modules
that convert rows is imported.
"""
