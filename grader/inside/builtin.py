"""What a model of built-in layers may name in its configuration: classes and functions of Keras, one by one.

What a name stands for is looked up in Keras's own register of its public names, and never imported. A class
that is not here may run code from elsewhere, read files or change settings as it is made.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

LAYERS = """
Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AlphaDropout Attention
AugMix AutoContrast Average AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization
Bidirectional CategoryEncoding CenterCrop Concatenate ContrastLimitedAdaptiveHistogramEqualization Conv1D
Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D Cropping1D
Cropping2D Cropping3D CutMix Dense DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout ELU
EinsumDense Embedding Equalization Flatten GRU GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D
GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
GroupNormalization GroupQueryAttention HashedCrossing Hashing Identity InputLayer IntegerLookup LSTM
LSTMCell LayerNormalization LeakyReLU Masking MaxNumBoundingBoxes MaxPooling1D MaxPooling2D MaxPooling3D
Maximum MelSpectrogram Minimum MixUp MultiHeadAttention Multiply Normalization PReLU Permute Pipeline
RMSNormalization RNN RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast
RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue
RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness
RandomShear RandomTranslation RandomZoom ReLU RepeatVector Rescaling Reshape Resizing ReversibleEmbedding
STFTSpectrogram SeparableConv1D SeparableConv2D SimpleRNN SimpleRNNCell Softmax Solarization
SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization StackedRNNCells StringLookup
Subtract TextVectorization TimeDistributed UnitNormalization UpSampling1D UpSampling2D UpSampling3D
ZeroPadding1D ZeroPadding2D ZeroPadding3D
"""
_PUBLIC = {  # Keras's module > names in it
    "keras": "DTypePolicy FloatDTypePolicy Sequential",
    "keras.layers": LAYERS,
    "keras._legacy.layers": "AlphaDropout RandomHeight RandomWidth ThresholdedReLU",
    "keras.initializers": """Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal
        LecunUniform Ones Orthogonal RandomNormal RandomUniform STFT TruncatedNormal VarianceScaling Zeros""",
    "keras.regularizers": "L1 L1L2 L2 OrthogonalRegularizer",
    "keras.constraints": "MaxNorm MinMaxNorm NonNeg UnitNorm",
    "keras.dtype_policies": "DTypePolicyMap QuantizedDTypePolicy QuantizedFloat8DTypePolicy",
    "keras.quantizers": """AbsMaxQuantizer Float8QuantizationConfig Int4QuantizationConfig
        Int8QuantizationConfig QuantizationConfig""",
    "keras.random": "SeedGenerator",
    "keras.activations": """
        celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear
        log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign
        sparse_plus sparse_sigmoid sparsemax squareplus tanh tanh_shrink threshold
    """,
    "keras.ops": """
        abs absolute arcsinh arctan celu cos elu erf exp expm1 gelu glu hard_shrink hard_sigmoid hard_silu
        hard_tanh identity leaky_relu log log1p log_sigmoid log_softmax negative normalize reciprocal relu
        relu6 rsqrt selu sigmoid sign silu sin soft_shrink softmax softplus softsign sparse_plus
        sparse_sigmoid sparsemax sqrt square squareplus tanh tanh_shrink threshold
    """,
}
_INSIDES = {  # classes without a public name; * is every operation that the module defines
    "keras.src.models.functional": "Functional",
    "keras.src.activations.activations": "Mish ReLU",
    "keras.src.ops.core": """Cast ConvertToTensor SaturateCast Scatter ScatterUpdate Slice SliceUpdate
        StopGradient Unstack""",
    "keras.src.ops.einops": "*",
    "keras.src.ops.image": "*",
    "keras.src.ops.linalg": "*",
    "keras.src.ops.math": "*",
    "keras.src.ops.nn": "*",
    "keras.src.ops.numpy": "*",
}
_COMPILE = {  # what a model may be compiled with: Keras's module > names in it
    "keras.optimizers": """Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion LossScaleOptimizer
    Muon Nadam
        RMSprop SGD ScheduleFreeAdamW""",
    "keras.optimizers.schedules": """CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay
        PiecewiseConstantDecay PolynomialDecay""",
    "keras.losses": """BinaryCrossentropy BinaryFocalCrossentropy CTC CategoricalCrossentropy
        CategoricalFocalCrossentropy CategoricalGeneralizedCrossEntropy CategoricalHinge Circle
        CosineSimilarity Dice Hinge Huber KLDivergence LogCosh MeanAbsoluteError MeanAbsolutePercentageError
        MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge
        Tversky binary_crossentropy binary_focal_crossentropy categorical_crossentropy
        categorical_focal_crossentropy categorical_generalized_cross_entropy categorical_hinge circle
        cosine_similarity ctc dice hinge huber kl_divergence log_cosh mean_absolute_error
        mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error poisson
        sparse_categorical_crossentropy squared_hinge tversky""",
    "keras.metrics": """AUC Accuracy BinaryAccuracy BinaryCrossentropy BinaryIoU CategoricalAccuracy
        CategoricalCrossentropy CategoricalHinge ConcordanceCorrelation CosineSimilarity F1Score FBetaScore
        FalseNegatives FalsePositives Hinge IoU KLDivergence LogCoshError MeanAbsoluteError
        MeanAbsolutePercentageError MeanIoU MeanSquaredError MeanSquaredLogarithmicError OneHotIoU
        OneHotMeanIoU PearsonCorrelation Poisson Precision PrecisionAtRecall R2Score Recall
        RecallAtPrecision RootMeanSquaredError SensitivityAtSpecificity SparseCategoricalAccuracy
        SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy SpecificityAtSensitivity SquaredHinge
        TopKCategoricalAccuracy TrueNegatives TruePositives binary_accuracy categorical_accuracy
        concordance_correlation pearson_correlation sparse_categorical_accuracy
        sparse_top_k_categorical_accuracy top_k_categorical_accuracy""",
}
_TAKES_FUNCTIONS = ("JVP",)  # of the operations
_FUNCTIONS = ("keras.activations", "keras.ops")  # what ``builtins`` may stand for
_VALUES = ("__keras_tensor__", "__numpy__", "__tensor__", "__bytes__", "__ellipsis__", "__slice__")
_FUNCTION = "function"


class ForeignModelFile(ValueError):
    """The file is not what Keras writes for a model of built-in layers."""


def check(item: dict[str, Any], *, training: bool = False) -> None:
    """Raise ForeignModelFile where that dictionary stands for anything but what is listed here.

    ``training``: what a model may be compiled with is listed as well.
    """
    if "class_name" not in item or item["class_name"] in _VALUES:
        return
    kind, module, registered = item["class_name"], item.get("module"), item.get("registered_name")
    name = item.get("config") if kind == _FUNCTION else kind
    if not (isinstance(name, str) and isinstance(module, str) and name.isidentifier()):
        raise ForeignModelFile(f"what is no layer of Keras's own: {_shown(module)}, {_shown(name)}")
    if registered not in (None, name, kind):  # looked up before all else
        raise ForeignModelFile(f"the registered name {_shown(registered)}")
    if training and _compiles(module, name, function=kind == _FUNCTION):
        return
    found = _resolved(module, name, function=kind == _FUNCTION)
    if found is None or not any(found is allowed for allowed in _allowed(module)):
        raise ForeignModelFile(f"a {name[:100]} layer, which is not one of Keras's own: {module[:100]}")


def _compiles(module: str, name: str, *, function: bool) -> bool:
    """Whether a model may be compiled with that; functions stand without their module."""
    places = tuple(_COMPILE) if function and module == "builtins" else (module,)
    return any(name in _COMPILE.get(place, "").split() for place in places)


def _resolved(module: str, name: str, *, function: bool) -> Any:
    """What Keras makes of that name; None where it would have to import something, or search."""
    from keras.src import api_export

    if module in _INSIDES:
        return vars(sys.modules[module]).get(name) if module in sys.modules else None
    places = _FUNCTIONS[:1] if function and module == "builtins" else (module,)
    return api_export.get_symbol_from_name(f"{places[0]}.{name}")


@functools.cache
def _allowed(module: str) -> tuple[Any, ...]:
    """The objects that configurations may name in that module."""
    from keras.src import api_export

    if module in _INSIDES:
        return _insides(module)
    place = _FUNCTIONS[0] if module == "builtins" else module
    found = (api_export.get_symbol_from_name(f"{place}.{name}") for name in _PUBLIC.get(place, "").split())
    return tuple(item for item in found if item is not None)


def _insides(module: str) -> tuple[Any, ...]:
    from keras.src.ops.operation import Operation

    own = vars(sys.modules[module]) if module in sys.modules else {}
    if _INSIDES[module] != "*":
        return tuple(own[name] for name in _INSIDES[module].split() if name in own)
    return tuple(
        item
        for name, item in own.items()
        if isinstance(item, type)
        and issubclass(item, Operation)
        and item.__module__ == module
        and name not in _TAKES_FUNCTIONS
    )


def _shown(value: Any) -> str:
    return repr(value)[:100]
