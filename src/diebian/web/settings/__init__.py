"""设置: the campaign, its units, people, accounts, calendar and audit. Each page is a table and the forms that change it."""
