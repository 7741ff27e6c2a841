"""The two convolutions that are computed as one: the same values and the same gradients, up to the border."""

import pytest
import torch

from advai.models.joined import JoinedConvolutions


@pytest.mark.parametrize("channels", [1, 3])
def test_it_is_the_one_after_the_other(channels: int) -> None:
    generator = torch.Generator().manual_seed(0)
    joined = JoinedConvolutions(channels, 6, 5).double()
    for weight in joined.parameters():
        torch.nn.init.normal_(weight, generator=generator)
    x = torch.randn(3, channels, 7, 6, dtype=torch.float64, generator=generator, requires_grad=True)
    upstream = torch.randn(3, 5, 7, 6, dtype=torch.float64, generator=generator)
    learned = [x, *joined.parameters()]
    apart = joined.last(joined.first(x))
    expected = torch.autograd.grad((apart * upstream).sum(), learned)
    together = joined(x)
    torch.testing.assert_close(together, apart)
    torch.testing.assert_close(torch.autograd.grad((together * upstream).sum(), learned), expected)


def test_its_products_are_in_bfloat16_where_the_others_are() -> None:
    joined = JoinedConvolutions(1, 4, 4)
    for weight in joined.parameters():
        torch.nn.init.ones_(weight)
    with torch.autocast("cpu", torch.bfloat16):
        assert joined(torch.zeros(1, 1, 4, 4)).dtype == torch.bfloat16
