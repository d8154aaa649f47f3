"""The quiz of chapter 07: shared weights, sizes, fields, pooling, robustness and fair comparisons."""

from __future__ import annotations

from ..exercise import Option, Question

QUESTIONS = (
    Question(
        "A picture has 32 × 32 pixels in 3 colors. How many numbers does a convolution with 16 filters of "
        "5 × 5 "
        "learn, biases included?",
        (
            Option(
                "416",
                "16 · (5·5 + 1) is right for one channel. A filter has 5 × 5 numbers for each of the 3 "
                "colors.",
            ),
            Option(
                "1,216",
                "16 · (5·5·3 + 1). The size of the picture does not matter: every place uses the same "
                "numbers.",
                right=True,
            ),
            Option(
                "Over 900,000, because each of the 28 × 28 places has its own",
                "That would be a layer without weight sharing. A convolution uses the same kernel "
                "everywhere.",
            ),
            Option(
                "76",
                "5·5·3 + 1 is what one filter has. There are 16 of them.",
            ),
        ),
    ),
    Question(
        "A kernel adds up to 0, such as that for edges. What does it make of an evenly gray wall?",
        (
            Option(
                "The wall's own gray",
                "That would take a kernel that adds up to 1.",
            ),
            Option(
                "White, its largest value",
                "White would stand for a strong answer. An even wall has no edge to answer to.",
            ),
            Option(
                "It depends on how bright the wall is",
                "Brightness multiplies every product alike, and they still cancel.",
            ),
            Option(
                "0 everywhere",
                "All pixels in the window are equal, so the sum is that pixel times the sum of the kernel.",
                right=True,
            ),
        ),
    ),
    Question(
        "You shift a picture by one pixel. What happens to the feature maps of the first convolution "
        "(stride 1, "
        "without the rim)?",
        (
            Option(
                "They stay as they are",
                "That would be invariance. A convolution is equivariant: the answer moves with the picture.",
            ),
            Option(
                "They shift by one pixel",
                "The same numbers are computed, each at its new place.",
                right=True,
            ),
            Option(
                "They change in a way that cannot be foreseen",
                "So it is behind a dense layer. The kernel is the same everywhere, so the answer moves "
                "along.",
            ),
            Option(
                "They shift by three pixels, the size of the kernel",
                "The kernel's size says how far it sees, not how far its answer moves.",
            ),
        ),
    ),
    Question(
        "Why does our network keep reading digits that are shifted by a few pixels? Choose all that apply.",
        (
            Option(
                "The training digits stand at slightly different places themselves",
                "Each is drawn a little off the middle, so the dense layer at the end has learned several "
                "places.",
                right=True,
            ),
            Option(
                "A convolution is invariant to shifts of any size",
                "It is equivariant. What stands elsewhere in the maps meets other weights of the dense "
                "layer.",
            ),
            Option(
                "Pooling takes the largest of neighbors, so small shifts change little",
                "Within a square it does not matter where the largest number stands.",
                right=True,
            ),
            Option(
                "The kernels are turned and shifted while the network runs",
                "A trained network's numbers stay as they are. Only the picture differs.",
            ),
        ),
    ),
    Question(
        "You train with digits turned by up to 45 degrees, and the accuracy on upright digits falls a "
        "little. What "
        "is the likeliest reason?",
        (
            Option(
                "Turned digits are wrong labels",
                "Up to 45 degrees a digit is still itself. At 180 degrees it would be another matter: 6 "
                "and 9.",
            ),
            Option(
                "Augmentation only works with more layers",
                "It gained much on turned digits with these very layers.",
            ),
            Option(
                "The same small network, with the same number of steps, has more to learn",
                "Room and time that upright digits had for themselves are now shared.",
                right=True,
            ),
            Option(
                "The test set is too small to tell anything",
                "Then the gain on turned digits, seen in every seed, would be chance as well.",
            ),
        ),
    ),
    Question(
        "All pixels are shuffled, in the same way in every picture. Which network loses?",
        (
            Option(
                "The dense one",
                "A dense layer does not know which pixels are neighbors. Shuffled input numbers are as good.",
            ),
            Option(
                "Neither: the information is still there",
                "It is there, but a kernel can no longer find it: what belongs together is no longer close.",
            ),
            Option(
                "Both, by the same amount",
                "The dense one does not notice, but for chance.",
            ),
            Option(
                "The convolutional one",
                "Its assumption, that neighbors belong together and patterns may stand anywhere, is now "
                "false.",
                right=True,
            ),
        ),
    ),
    Question(
        "A detector finds a 3 twice, with two boxes that overlap by 0.7, and a 3 and an 8 far apart. What "
        "does "
        "non-maximum suppression at 0.4 leave?",
        (
            Option(
                "One box: the one with the best score of all",
                "Only boxes that overlap the best one much are dropped. Those far away stay.",
            ),
            Option(
                "One box for each of the three digits",
                "Of the two that overlap, the better one stays; the other two digits have no rival.",
                right=True,
            ),
            Option(
                "Two boxes, one for each class",
                "There are two 3s in different places, and both are to be found.",
            ),
            Option(
                "All four: 0.7 is more than 0.4",
                "That is why one of them is dropped: the limit is the largest overlap that is allowed.",
            ),
        ),
    ),
    Question(
        "Ninety-one of 100 pixels are background. A segmentation names 91 of 100 pixels rightly. What do "
        "you know?",
        (
            Option(
                "It is good: 91 of 100 is close to 100",
                "It may have said background everywhere, and found nothing.",
            ),
            Option(
                "Its intersection over union for the letters is about 0.9 as well",
                "With background everywhere the pixels are as right, and that number is 0.",
            ),
            Option(
                "Next to nothing: look at the intersection over union of each class",
                "It counts for each class what is shared and what is covered, so an empty answer is worth 0.",
                right=True,
            ),
        ),
    ),
    Question(
        "A map shows the outlines of a cat. With random weights in the network it shows the same "
        "outlines. What "
        "follows?",
        (
            Option(
                "The network looks at outlines",
                "The map is the same without anything learned, so it says nothing of what was learned.",
            ),
            Option(
                "The network has not learned anything",
                "Its accuracy tells that. The map does not depend on it.",
            ),
            Option(
                "Random weights see outlines too, so the map is right twice",
                "What looks right is not a test. A map that explains a network must change with the network.",
            ),
            Option(
                "The map explains the picture, not the network",
                "An explanation of what was learned must be lost when what was learned is.",
                right=True,
            ),
        ),
    ),
    Question(
        "Grad-CAM is brightest on the digit in nearly all pictures. What has been shown?",
        (
            Option(
                "The network's answers are right",
                "It can look at the right place and name the wrong digit: the map belongs to the answer, "
                "right or wrong.",
            ),
            Option(
                "The network's answer hangs on where the digit is",
                "That, and no more; covering the place, and mixing up the weights, are the two checks.",
                right=True,
            ),
            Option(
                "The network recognizes digits as we do",
                "A place is no reason: it may go by a corner that no letter here happens to have.",
            ),
            Option(
                "Any method would have marked the digit",
                "One that draws edges marks the letters as well.",
            ),
        ),
    ),
)
