"""From labelled text to a reader artefact. Needs torch, and is therefore never imported by the library, its tests or its image."""
