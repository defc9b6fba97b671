"""Made-up plans in any number, from the five real ones: same vocabularies, wording and proportions, known answers."""
