"""The least that requests need of residents: person, household, dwelling, telephone."""
