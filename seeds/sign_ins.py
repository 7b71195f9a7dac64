"""Who can sign in to the demonstration; importable without a database."""

DEMO_PASSWORD = "a walk by the Trent"  # noqa: S105 - printed for everybody, good for invented people only
SIGN_INS = [
    ("Coordinator", "jo.fielding@emsou.example"),
    ("Police lead", "sam.whitlock@leicestershire-police.example"),
    ("Researcher", "ewan.kilbrandon@loughborough.example"),
    ("Vetting verifier", "imogen.tarrant@emsou.example"),
    ("Auditor", "nia.pemberthy@emsou.example"),
]
