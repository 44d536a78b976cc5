"""蝶变 (Diebian): the software that a city runs its improvement campaign on."""
