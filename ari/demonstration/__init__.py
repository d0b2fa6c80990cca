"""A workspace to try ARI in: an imaginary study-abroad agency with its knowledge, universities and settings."""
