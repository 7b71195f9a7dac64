"""Which kind of evidence a source's own type of work is; what is not named is a publication."""

PUBLICATION, PROJECT, PRACTICE = "publication", "project", "practice"
TEACHING, MEDIA, DATASET = "teaching", "media", "dataset"

_NAMES = {
    PROJECT: "project grant funding award contract salary-award",
    PRACTICE: "practice standard patent standards-and-policy research-technique standards policy "
    "consultancy secondment",
    TEACHING: "teaching lecture lecture-speech speech course teaching-material "
    "supervised-student-publication presentation",
    MEDIA: "media newspaper magazine newspaper-article magazine-article article-newspaper "
    "article-magazine newsletter-article blog blogpost post-weblog post website webpage web online "
    "electronic broadcast interview video audio movie motion_picture motionpicture film podcast "
    "radiobroadcast tvbroadcast videorecording audiorecording forumpost song sound news mgzn mpct "
    "elec icomm music artwork graphic artistic-performance magazinearticle newspaperarticle "
    "interview editorial-material",
    DATASET: "dataset data-set data database dbase software computerprogram comp research-tool "
    "physical-object",
}
KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}


def kind_of(own: object) -> str:
    """The kind of evidence for a source's own type: "JOUR", "article-newspaper", "Data Set"."""
    if not isinstance(own, str):
        return PUBLICATION
    name = own.strip().lower()[:60]
    return KINDS.get(name) or KINDS.get(name.replace(" ", "-")) or PUBLICATION
