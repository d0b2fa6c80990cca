"""A synthetic Supabase database for demonstrations, tests and measurements: the source schema and invented rows."""
