"""外业检查: what the phone of an inspector asks for and sends, over a line that breaks. docs/field.md tells the whole."""
