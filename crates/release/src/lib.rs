//! What differs between Go releases: versions, magic numbers, id tables.
