"""Write diabetes.csv, breast_cancer.csv and digits.csv from the copies that scikit-learn ships, and renew SHA256SUMS.

    python data/make_tables.py

Only `main` needs scikit-learn. Running it again gives the same bytes.
"""

import hashlib
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def table(features, target, X, y):
    """CSV text: a line of column names, then a line for each example, the target last."""
    rows = [",".join(format(number, ".10g") for number in row) for row in np.column_stack([X, y])]
    return "\n".join([",".join([*features, target]), *rows]) + "\n"


def write_checksums():
    """Write SHA256SUMS, a line for each table in this folder."""
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(HERE.glob("*.csv"))]
    (HERE / "SHA256SUMS").write_text("".join(sums), encoding="ascii", newline="\n")


def main():
    """Write the three tables and the checksums."""
    from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits

    diabetes, cancer, digits = load_diabetes(scaled=False), load_breast_cancer(), load_digits()
    pixels = [f"row{i // 8}_column{i % 8}" for i in range(64)]
    tables = {
        "diabetes.csv": table(diabetes.feature_names, "progression", diabetes.data, diabetes.target),
        "breast_cancer.csv": table(
            [name.replace(" ", "_") for name in cancer.feature_names], "benign", cancer.data, cancer.target
        ),
        "digits.csv": table(pixels, "digit", digits.data, digits.target),
    }
    for name, text in tables.items():
        (HERE / name).write_text(text, encoding="ascii", newline="\n")
    write_checksums()


if __name__ == "__main__":
    main()
