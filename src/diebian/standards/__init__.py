"""What the city is judged by: frameworks with editions, check items by place type, crosswalks, categories, time limits."""
