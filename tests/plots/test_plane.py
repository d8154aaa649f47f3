"""Pictures of the plane: the field is what the model answers at each cell's center, of whatever kind."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.contour import ContourSet

from dlcourse import datasets, plots
from dlcourse.errors import CourseError
from dlcourse.plots import style
from dlcourse.plots.plane import GRID

X3 = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


def field_of(picture):
    """The field, and the centers of its cells, shape (GRID, GRID, 2), from the top row down."""
    axes = picture.figure.axes[0]
    (image,) = axes.get_images()
    left, right, bottom, top = image.get_extent()
    steps = (np.arange(GRID) + 0.5) / GRID
    x1, x2 = np.meshgrid(left + steps * (right - left), bottom + steps[::-1] * (top - bottom))
    return np.asarray(image.get_array()), np.stack([x1, x2], axis=-1)


def groups_of(picture):
    return [c for c in picture.figure.axes[0].collections if not isinstance(c, ContourSet)]


def ringed(picture):
    """How many points have a ring."""
    hollow = [len(group.get_offsets()) for group in groups_of(picture) if len(group.get_facecolor()) == 0]
    return hollow[0] if hollow else 0


def key_of(picture):
    return [text.get_text() for text in picture.figure.axes[0].get_legend().get_texts()]


def test_points_draws_every_point_in_its_class(two_classes):
    x, y = two_classes
    picture = plots.points(two_classes)
    first, second = groups_of(picture)
    np.testing.assert_allclose(first.get_offsets(), x[y == 0])
    np.testing.assert_allclose(second.get_offsets(), x[y == 1])
    assert first.get_paths()[0].vertices.shape != second.get_paths()[0].vertices.shape
    assert key_of(picture) == ["class 0", "class 1"]
    assert f"{(y == 0).sum()} class 0, {(y == 1).sum()} class 1" in picture.alt


def test_points_of_a_dataset_are_its_train_part_with_its_names():
    data = datasets.load("iris", features=("petal length", "petal width"))
    picture = plots.points(data)
    assert sum(len(group.get_offsets()) for group in groups_of(picture)) == len(data.y_train)
    assert key_of(picture) == ["setosa", "versicolor", "virginica"]
    assert picture.figure.axes[0].get_xlabel() == data.feature_names[0]
    assert "virginica" in picture.alt


def test_points_with_a_line_and_rings(two_classes):
    _, y = two_classes
    wrong = np.arange(len(y)) < 3
    picture = plots.points(two_classes, line=(1, 0, -0.2), wrong=wrong, title="Where is the line?")
    axes = picture.figure.axes[0]
    assert axes.get_title(loc="left") == "Where is the line?"
    assert ringed(picture) == 3
    assert "misclassified" in key_of(picture)
    assert "1·x1 + 0·x2 + −0.2 = 0" in picture.alt
    assert "3 of them, ringed, are misclassified" in picture.alt
    assert len(axes.get_lines()) == 2  # the line and its halo


def test_of_many_points_a_sample_is_drawn_and_the_alt_text_says_so():
    x = np.random.default_rng(0).normal(size=(2000, 2))
    picture = plots.points((x, (x[:, 0] > 0).astype(int)))
    assert sum(len(group.get_offsets()) for group in groups_of(picture)) == 500
    assert "A sample of 500 of the points is drawn" in picture.alt
    assert "2,000 points" in picture.alt


@pytest.mark.parametrize(
    ("function", "scaled"),
    [
        (lambda x: 1 / (1 + np.exp(-3 * x[:, 0])), lambda p: 2 * p - 1),  # probabilities
        (lambda x: x[:, :1] > 0.2, lambda p: 2.0 * p - 1),  # True and False, in a column
        (lambda x: (x[:, 0] > 0.2).astype(int), lambda p: 2.0 * p - 1),
    ],
)
def test_the_field_is_the_function_at_the_centers_of_the_cells(two_classes, function, scaled):
    field, centers = field_of(plots.decision_boundary(function, two_classes))
    expected = scaled(function(centers.reshape(-1, 2))).reshape(GRID, GRID)
    np.testing.assert_allclose(field, expected, atol=1e-5)


def test_scores_keep_their_sign_and_proportions(two_classes):
    picture = plots.decision_boundary(lambda x: 5 * x[:, 0] - x[:, 1], two_classes)
    field, centers = field_of(picture)
    scores = 5 * centers[..., 0] - centers[..., 1]
    np.testing.assert_allclose(field / field[0, 0], scores / scores[0, 0], atol=1e-3)
    assert np.abs(field).max() <= 1


def test_probabilities_of_classes_color_the_likeliest(two_classes):
    def three(x):
        powers = np.exp(np.c_[x, -x.sum(axis=1)])
        return powers / powers.sum(axis=1, keepdims=True)

    field, centers = field_of(plots.decision_boundary(three, (X3, [0, 1, 2, 1])))
    likeliest = three(centers.reshape(-1, 2)).argmax(axis=1).reshape(GRID, GRID)
    palette = [np.array(plots.style.to_rgb(color)) for color in style.OKABE_ITO[:3]]
    middle = np.array(plots.style.to_rgb(style.MIDDLE))
    for row, column in ((0, 0), (5, 150), (150, 20), (80, 80)):
        weights = (field[row, column] - middle) / (palette[likeliest[row, column]] - middle)
        assert np.ptp(weights) < 1e-6


def test_scores_of_classes_are_as_sure_as_their_softmax():
    def scores(x):
        x = x.astype(float)
        return np.c_[1.3 * x[:, 0], 0.7 * x[:, 1] + 0.11, -x.sum(axis=1)]  # no ties at a cell's center

    def softmax(x):
        powers = np.exp(scores(x))
        return powers / powers.sum(axis=1, keepdims=True)

    data = (X3, [0, 1, 2, 1])
    field, _ = field_of(plots.decision_boundary(scores, data))
    np.testing.assert_allclose(field, field_of(plots.decision_boundary(softmax, data))[0], atol=1e-5)


def test_scores_of_classes_and_class_indices_are_classified_by_the_largest():
    y = [0, 1, 2, 2]
    centers_of_classes = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]])

    def scores(x):
        return -10 * ((x[:, None] - centers_of_classes) ** 2).sum(axis=2)

    for function in (scores, lambda x: scores(x).argmax(axis=1)):
        picture = plots.decision_boundary(function, (X3, y))
        assert picture.figure.axes[0].get_title(loc="left") == "100 % of 4 points classified correctly"


def test_misclassified_points_are_counted_and_ringed(two_classes):
    x, y = two_classes
    picture = plots.decision_boundary(lambda x: x[:, 1], two_classes)
    wrong = (x[:, 1] >= 0).astype(int) != y
    assert ringed(picture) == wrong.sum() > 0
    percent = f"{int(100 * (1 - wrong.mean()))} % of 40 points classified correctly"
    assert percent in picture.alt
    assert percent == picture.figure.axes[0].get_title(loc="left")


def test_the_boundary_is_drawn_where_the_answer_changes(two_classes):
    picture = plots.decision_boundary(lambda x: np.tanh(x[:, 0] - 0.5), two_classes)
    (contour,) = [c for c in picture.figure.axes[0].collections if isinstance(c, ContourSet)]
    points = np.concatenate([path.vertices for path in contour.get_paths()])
    np.testing.assert_allclose(points[:, 0], 0.5, atol=1e-3)


@pytest.mark.parametrize("function, said", [
    (lambda x: np.tanh(9 * x[:, 0]), ["−1, class 0", "+1, class 1"]),
    (lambda x: 1 / (1 + np.exp(-x[:, 0])), ["class 0", "class 1"]),
])  # fmt: skip
def test_the_scale_says_the_numbers_between_classes_and_a_classes_number_once(two_classes, function, said):
    picture = plots.decision_boundary(function, two_classes)
    (scale,) = [inset for inset in picture.figure.axes[0].child_axes if inset.get_yticks().size]
    assert [label.get_text() for label in scale.get_yticklabels()] == said


def test_the_same_answer_everywhere_has_no_boundary(two_classes, stored):
    picture = plots.decision_boundary(lambda x: np.ones(len(x)), two_classes)
    assert not [c for c in picture.figure.axes[0].collections if isinstance(c, ContourSet)]
    assert "class 0 on none of it, class 1 on all of it" in picture.alt
    stored(picture)


def model_with(units, activation, loss=None, weights=None):
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units, activation)])
    if loss is not None:
        model.compile("sgd", loss)
    kernel = np.array([[2.0], [-1.0]]) if weights is None else weights
    model.layers[0].set_weights([kernel, np.full(units, 0.3)])
    return model


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def keras_losses():
    import keras

    return keras.losses


@pytest.mark.parametrize(
    ("activation", "loss", "y", "expected"),
    [
        ("sigmoid", lambda: "binary_crossentropy", (0, 1), lambda z: 2 * sigmoid(z) - 1),
        ("sigmoid", None, (0, 1), lambda z: 2 * sigmoid(z) - 1),  # not compiled yet
        ("sigmoid", lambda: "mse", (-1, 1), lambda z: 2 * sigmoid(z) - 1),  # however the labels are written
        ("tanh", lambda: "mse", (-1, 1), np.tanh),
        ("tanh", lambda: "mse", (0, 1), np.tanh),
        (
            None,
            lambda: keras_losses().BinaryCrossentropy(from_logits=True),
            (0, 1),
            lambda z: 2 * sigmoid(z) - 1,
        ),
        (None, lambda: "hinge", (-1, 1), lambda z: np.clip(z, -1, 1)),
        (None, lambda: "mse", (0, 1), lambda z: np.clip(2 * z - 1, -1, 1)),
    ],
)
def test_a_keras_models_one_output_is_read_as_it_was_compiled(two_classes, activation, loss, y, expected):
    x, classes = two_classes
    model = model_with(1, activation, None if loss is None else loss())
    picture = plots.decision_boundary(model, (x, np.array(y)[classes]))
    field, centers = field_of(picture)
    z = (centers.reshape(-1, 2) @ [2.0, -1.0] + 0.3).reshape(GRID, GRID)
    np.testing.assert_allclose(field, expected(z), atol=1e-4)


@pytest.mark.parametrize("from_logits", [False, True])
def test_a_keras_models_classes_are_probabilities_also_from_logits(two_classes, from_logits):
    weights = np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0]])
    loss = keras_losses().SparseCategoricalCrossentropy(from_logits=from_logits)
    model = model_with(3, None if from_logits else "softmax", loss, weights)
    x, _ = two_classes
    picture = plots.decision_boundary(model, (x, (x @ weights).argmax(axis=1)))
    assert "100 % of 40 points" in picture.alt

    def probabilities(points):
        powers = np.exp(points @ weights)
        return powers / powers.sum(axis=1, keepdims=True)

    same, _ = field_of(plots.decision_boundary(probabilities, (x, (x @ weights).argmax(axis=1))))
    np.testing.assert_allclose(field_of(picture)[0], same, atol=1e-5)


def test_a_model_learns_nothing_from_being_looked_at(two_classes):
    model = model_with(1, "sigmoid", "binary_crossentropy")
    before = [array.copy() for array in model.get_weights()]
    plots.decision_boundary(model, two_classes)
    for array, same in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(array, same)


def test_one_hot_and_signed_labels_are_classes_too(two_classes):
    x, y = two_classes
    expected = plots.points((x, y)).alt
    for labels in (np.eye(2)[y], 2 * y - 1, y.astype(bool), y.astype("float32"), y.reshape(-1, 1)):
        assert plots.points((x, labels)).alt == expected


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda d: plots.points("circles"), "data must be a Dataset .* or a pair .* got str"),
        (lambda d: plots.points((np.zeros((3, 4)), [0, 1, 0])), r"two features.* got x of shape \(3, 4\)"),
        (lambda d: plots.points(datasets.load("iris")), r"two features"),
        (lambda d: plots.points((np.zeros((0, 2)), [])), "at least one example"),
        (lambda d: plots.points((d[0], d[1][:5])), r"y must have 40 labels.* got shape \(5,\)"),
        (lambda d: plots.points((d[0], d[1] + 0.5)), "y must hold classes.* got 0.5, 1.5"),
        (lambda d: plots.points(([[0, np.nan]], [0])), "x must hold finite numbers, got 1 that are not"),
        (lambda d: plots.points(([[0, 1], [2]], [0, 1])), "x must hold numbers in rows of the same length"),
        (lambda d: plots.points(([["a", "b"]], [0])), "x must be an array of numbers"),
        (lambda d: plots.points(d, line=(1, 2)), r"line must be three numbers \(w1, w2, b\)"),
        (lambda d: plots.points(d, wrong=[True]), r"wrong must be a mask of shape \(40,\)"),
        (lambda d: plots.points(d, wrong=np.ones(40)), "wrong must be a mask .* got float64"),
        (lambda d: plots.decision_boundary("model", d), "must be a Keras model or a function.* got str"),
        (lambda d: plots.decision_boundary(lambda x: x.mean(), d), "must answer .* points with shape"),
        (lambda d: plots.decision_boundary(lambda x: x[:5, 0], d), r"got float32 of shape \(5,\)"),
        (lambda d: plots.decision_boundary(lambda x: np.full(len(x), np.nan), d), "finite numbers"),
        (lambda d: plots.decision_boundary(lambda x: x[:, 0], (X3, [0, 1, 2, 0])), "class indices 0 to 2"),
        (lambda d: plots.decision_boundary(lambda x: x, (X3, [0, 1, 2, 0])), "2 classes apart.* data have 3"),
        (
            lambda d: plots.decision_boundary(model_with(1, "sigmoid"), (X3, [0, 1, 2, 0])),
            "2 classes apart.* data have 3",
        ),
        (
            lambda d: plots.decision_boundary(wide_model(), d),
            "model cannot take points of two features: .*shape",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said_in_words(two_classes, call, said):
    with pytest.raises(CourseError, match=said):
        call(two_classes)


def wide_model():
    import keras

    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])


def test_a_mistake_inside_the_learners_function_stays_theirs(two_classes):
    def broken(x):
        raise KeyError("a slip")

    with pytest.raises(KeyError, match="a slip"):
        plots.decision_boundary(broken, two_classes)


def test_one_point_has_a_window_around_it(stored):
    picture = plots.points(([[3.0, 5.0]], [0]))
    axes = picture.figure.axes[0]
    assert axes.get_xlim()[0] < 3 < axes.get_xlim()[1]
    assert axes.get_ylim()[0] < 5 < axes.get_ylim()[1]
    assert "1 point " in picture.alt
    stored(picture)
