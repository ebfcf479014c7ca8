"""What tokens are good for."""

import unittest

from holding import Holder


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Tokens(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        self.holder = Holder(3, 10, self.clock)

    def test_good_once_for_the_same(self):
        same, other = self.holder.digest(b"a", b"b"), self.holder.digest(b"ab", b"")
        token = self.holder.hold(same)
        self.assertFalse(self.holder.release(token, other))
        self.assertFalse(self.holder.release(token + "x", same))
        self.assertFalse(self.holder.release("", same))
        self.assertTrue(self.holder.release(token, same))
        self.assertFalse(self.holder.release(token, same))

    def test_good_for_a_time(self):
        digest = self.holder.digest(b"a")
        early, late = self.holder.hold(digest), self.holder.hold(digest)
        self.clock.now = 9.9
        self.assertTrue(self.holder.release(early, digest))
        self.clock.now = 10
        self.assertFalse(self.holder.release(late, digest))
        self.assertEqual(len(self.holder), 0)

    def test_the_latest_are_kept(self):
        digest = self.holder.digest(b"a")
        tokens = [self.holder.hold(digest) for _ in range(5)]
        self.assertEqual(len(self.holder), 3)
        self.assertEqual([self.holder.release(token, digest) for token in tokens], [False, False, True, True, True])

    def test_another_process_knows_it_by_another_digest(self):
        self.assertNotEqual(self.holder.digest(b"a"), Holder(3, 10).digest(b"a"))


if __name__ == "__main__":
    unittest.main()
