"""The pages: thin views over flows, actions and queries. Works without JavaScript; htmx makes it quick."""
