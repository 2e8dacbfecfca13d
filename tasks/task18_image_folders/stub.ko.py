"""task18 image-folders, 공식 시험 형식: solution_model()을 완성하세요.

먼저 문제를 읽으세요:  grade brief task18
답안 채점:             grade task18 my_solution.py
"""

import urllib.request
import zipfile

import tensorflow as tf

TRAIN = "https://example.org/horse-or-human.zip"
VALIDATION = "https://example.org/validation-horse-or-human.zip"


def solution_model():
    """채널이 3개인 이미지를 받아 말이면 0, 사람이면 1을 내는, 학습한 모델을 반환합니다."""
    for address in (TRAIN, VALIDATION):
        name = address.rpartition("/")[2]
        urllib.request.urlretrieve(address, name)
        with zipfile.ZipFile(name) as archive:
            archive.extractall(name.removesuffix(".zip"))

    # 여기에 작성하세요: 두 폴더를 읽고 tf.keras로 모델을 만들어 컴파일하고 학습한 뒤 반환합니다


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
