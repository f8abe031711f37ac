"""A study folder, read and checked: study.yml, tables, instrument files, and the cohort made of them."""
