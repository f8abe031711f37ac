"""A droplet table as an instrument writes it, made for a test."""

HEADER = "Well,Sample description 1,Target,Conc(copies/µL),Status,SampleType,Accepted Droplets,Positives,Negatives"
GOOD = "A01,P1 inf1 1h,T,6.2,OK,Unknown,19000,100,18900"


def written(folder, *lines, header=HEADER, name="plate.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes("\n".join([header, *lines, ""]).encode(encoding))
    return path
