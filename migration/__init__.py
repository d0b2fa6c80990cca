"""Copies the data of a Supabase database to Convex."""
