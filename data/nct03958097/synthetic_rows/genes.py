"""Where variants lie (hg19): known hotspots with their true place, and genes with their span for all others.

Outside HOTSPOTS the position is drawn inside the gene and the protein change within the protein's length:
they look right and mean nothing.
"""

# gene: (chromosome, first base, last base, amino acids, subjects at most)
SPANS = {
    "TP53": ("17", 7571720, 7590868, 393, 0), "LRP1": ("12", 57522276, 57607134, 4544, 0),
    "NOTCH1": ("9", 139388896, 139440238, 2555, 0),
    "KMT2D": ("12", 49412758, 49449107, 5537, 5), "PIK3CA": ("3", 178866311, 178952497, 1068, 5),
    "KEAP1": ("19", 10596796, 10614054, 624, 5), "FAT1": ("4", 187508937, 187647876, 4588, 5),
    "CDKN2A": ("9", 21967751, 21994490, 156, 4), "NFE2L2": ("2", 178095031, 178129859, 605, 4),
    "KMT2C": ("7", 151832010, 152133090, 4911, 4), "LRP1B": ("2", 140988996, 142889270, 4599, 4),
    "ARID1A": ("1", 27022522, 27108601, 2285, 4), "NF1": ("17", 29421945, 29704695, 2839, 4),
    "RB1": ("13", 48877883, 49056026, 928, 4), "SMARCA4": ("19", 11071598, 11172958, 1647, 4),
    "EPHA5": ("4", 66185281, 66535653, 1037, 4), "PTPRD": ("9", 8314246, 10612723, 1912, 4),
    "ATM": ("11", 108093559, 108239826, 3056, 4), "KRAS": ("12", 25358180, 25403854, 188, 4),
    "RBM10": ("X", 47004617, 47046214, 930, 4), "SETD2": ("3", 47057898, 47205467, 2564, 4),
    "EPHA3": ("3", 89156674, 89531284, 983, 4), "ERBB4": ("2", 212240446, 213403352, 1308, 4),
    "FGFR1": ("8", 38268656, 38326352, 822, 4), "DDR2": ("1", 162602228, 162750237, 855, 4),
    "NOTCH2": ("1", 120454176, 120612317, 2471, 4), "CREBBP": ("16", 3775056, 3930121, 2442, 4),
    "EP300": ("22", 41488614, 41576081, 2414, 4), "BRCA2": ("13", 32889617, 32973809, 3418, 4),
    "APC": ("5", 112043202, 112181936, 2843, 4), "MGA": ("15", 41952610, 42062141, 3065, 4),
    "GRIN2A": ("16", 9847265, 10276263, 1464, 4), "ROS1": ("6", 117609530, 117747018, 2347, 4),
    "ZFHX3": ("16", 72816786, 73082274, 3703, 4), "SPEN": ("1", 16174359, 16266950, 3664, 4),
    "POLE": ("12", 133200348, 133263945, 2286, 3), "TSC2": ("16", 2097990, 2138713, 1807, 3),
    "HGF": ("7", 81331444, 81399452, 728, 3), "CUL3": ("2", 225334867, 225450110, 768, 3),
    "FBXW7": ("4", 153242410, 153456393, 707, 3), "MTOR": ("1", 11166588, 11322608, 2549, 3),
    "NTRK3": ("15", 88419988, 88799962, 839, 3), "KDR": ("4", 55944426, 55991762, 1356, 3),
    "JAK1": ("1", 65298906, 65432187, 1154, 0), "JAK2": ("9", 4985245, 5128183, 1132, 0),
    "B2M": ("15", 45003685, 45010357, 119, 0), "STK11": ("19", 1205798, 1228434, 433, 0),
    "PTEN": ("10", 89623195, 89728532, 403, 0),
}  # fmt: skip
RESISTANCE = ("JAK1", "JAK2", "B2M", "STK11", "PTEN")  # found only in samples near progression

MISSENSE, NONSENSE = "Missense_Mutation", "Nonsense_Mutation"
# gene: (position, reference, alternate, class, protein change)
HOTSPOTS = {
    "TP53": (
        (7578406, "C", "T", MISSENSE, "p.R175H"), (7577538, "C", "T", MISSENSE, "p.R248Q"),
        (7577120, "C", "T", MISSENSE, "p.R273H"), (7578190, "T", "C", MISSENSE, "p.Y220C"),
        (7577094, "G", "A", MISSENSE, "p.R282W"), (7577548, "C", "T", MISSENSE, "p.G245S"),
        (7578461, "C", "A", MISSENSE, "p.V157F"), (7578457, "C", "A", MISSENSE, "p.R158L"),
        (7578212, "G", "A", NONSENSE, "p.R213*"), (7578263, "G", "A", NONSENSE, "p.R196*"),
        (7578442, "T", "C", MISSENSE, "p.Y163C"), (7577085, "C", "T", MISSENSE, "p.E285K"),
        (7577570, "C", "T", MISSENSE, "p.M237I"),
    ),
    "PIK3CA": ((178936091, "G", "A", MISSENSE, "p.E545K"), (178936082, "G", "A", MISSENSE, "p.E542K"),
               (178952085, "A", "G", MISSENSE, "p.H1047R")),
    "KRAS": ((25398285, "C", "A", MISSENSE, "p.G12C"), (25398284, "C", "A", MISSENSE, "p.G12V"),
             (25398284, "C", "T", MISSENSE, "p.G12D")),
    "CDKN2A": ((21971120, "G", "A", NONSENSE, "p.R80*"), (21971186, "G", "A", NONSENSE, "p.R58*"),
               (21971111, "G", "A", MISSENSE, "p.H83Y")),
    "NFE2L2": ((178098810, "C", "G", MISSENSE, "p.E79Q"), (178098960, "C", "G", MISSENSE, "p.D29H")),
    "FBXW7": ((153249385, "G", "A", MISSENSE, "p.R465C"),),
}  # fmt: skip
# Common inherited variants: (gene, chromosome, position, reference, alternate, class, protein change, subjects)
INHERITED = (
    ("TP53", "17", 7579472, "G", "C", MISSENSE, "p.P72R", 9),
    ("BRCA2", "13", 32906729, "A", "C", MISSENSE, "p.N372H", 12),
    ("APC", "5", 112176756, "T", "A", MISSENSE, "p.V1822D", 8),
    ("KDR", "4", 55972974, "T", "A", MISSENSE, "p.Q472H", 7),
)
