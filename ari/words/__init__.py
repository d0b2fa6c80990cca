"""ARI's own words: everything that it says without a model, in Indonesian and in English."""
