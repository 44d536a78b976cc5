"""Where the campaign works: official divisions, and places (点位) with type, owner chain and acceptance.

Reads people and base; knows neither standards nor inspections.
"""
