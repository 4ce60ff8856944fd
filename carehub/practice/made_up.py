"""Names and words of the practice center. Nobody here is real, and nobody could think so."""

from carehub.referrals.status import MissedReason

FAMILY_NAMES = (
    "Brambleworth", "Quillfeather", "Maplethorpe", "Ottersby", "Peñaclara", "Wobblestone", "Larkspurling",
    "Thistledown", "Nguyễn-Willow", "Candlewick", "Marzipano", "Butterfield-Ng", "O'Pickle", "Snowdrift",
    "Fernández-Fern", "Pumpernickel", "Dandelione", "Gooseberry", "Hazelnutt", "Ipswitch", "Juniperro",
    "Kettlewell", "Lemonade", "Mooncake", "Nutmegg", "Oakapple", "Periwinkle", "Quincewood", "Rosehipp",
    "Saltmarsh", "Teacozy", "Umbrellini", "Vinegarth", "Walnutta", "Yarnspinner", "Zucchini-Lopez",
)  # fmt: skip
GIVEN_NAMES = {
    "female": (
        "Amapola", "Beatrix", "Clementine", "Dulcinea", "Eglantine", "Filomena", "Griselda", "Hyacinth",
        "Iolanthe", "Jacaranda", "Lavinia", "Marigold",
    ),
    "male": (
        "Archibald", "Barnaby", "Cosimo", "Diógenes", "Ebenezer", "Florian", "Gulliver", "Horatio",
        "Ichabod", "Leopold", "Mortimer", "Octavio",
    ),
}  # fmt: skip
PREFERRED_NAMES = ("Bibi", "Coco", "Dodo", "Fifi", "Lulu", "Momo", "Nico", "Pip", "Toto")
STREETS = ("Make-Believe Lane", "Paper Moon Street", "Teapot Avenue", "Cardboard Court", "Puppet Row")
# 555-0100 to 555-0199 belong to nobody, in every area code.
AREA_CODES = ("217", "309", "312", "618", "630", "708", "773", "815", "847")
LANGUAGES = ("en",) * 11 + ("es",) * 6 + ("vi", "ar", "ht", "pl", "zh")
INSURANCES = ("Practice Medicaid", "Practice Medicare", "Make-Believe Mutual", "Self-pay")
NOTES = (
    "Prefers calls in the morning.",
    "Ask before leaving a message.",
    "Needs a ride to every visit. Bus line 7 stops in front of the house.",
    "Large print, please.",
    "Brings two small children along.",
)

# Type of referral: (receiver, question).
RECEIVERS = {
    "Specialty": (
        ("Heart & Kettle Cardiology", "Murmur heard at the yearly visit. Is an echo needed?"),
        ("Make-Believe Eye Institute", "Diabetic eye exam, last one two years ago."),
        ("Far Meadow Rheumatology", "Swollen hands for three months, please evaluate."),
    ),
    "Imaging": (
        ("Imaginary Imaging Center", "Screening mammogram, no symptoms."),
        ("Imaginary Imaging Center", "Knee X-ray after a fall, pain on stairs."),
    ),
    "Lab or test": (("Paper Moon Laboratory", "A1c and lipids, fasting."),),
    "Behavioral health": (("Quiet Pond Counseling", "Low mood since spring, wants to talk to someone."),),
    "Therapy (OT, PT, speech)": (
        ("Wobble & Sons Physical Therapy", "Balance training after hip repair."),
        ("Little Parrot Speech Therapy", "Speech evaluation, age three."),
    ),
    "In-home service": (("Teapot Home Nursing", "Weekly visit: wound care and medicine box."),),
    "Social service": (
        ("Cardboard Court Food Pantry", "Food for a family of five until benefits start."),
        ("Puppet Row Housing Desk", "Lease ends next month, needs help with the application."),
    ),
    "Dental": (("Marzipan Dental Studio", "Broken tooth, pain when chewing."),),
}
MISSING = ("Copy of the insurance card", "Authorization number", "Last visit note", "Signed consent")
CALL = "Check-in call"
MISSED = (MissedReason.FORGOT, MissedReason.NO_TRANSPORTATION, MissedReason.SCHEDULE_CONFLICT)
APPOINTMENTS = (
    "Care plan review",
    CALL,
    "Therapy intake",
    "Benefits paperwork",
    "Medicines explained",
    "Blood pressure check",
)
