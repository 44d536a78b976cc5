"""Official papers that the campaign issues: numbered, dated, kept as issued and never changed."""
