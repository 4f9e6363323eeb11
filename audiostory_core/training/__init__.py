"""The open recipe: data, stages and the loop that train a bundle. Its extra packages stay inside."""
