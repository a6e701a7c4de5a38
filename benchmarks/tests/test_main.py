import unittest

from harness.__main__ import measured_options


class MeasuredOptionsTest(unittest.TestCase):

    def test_where_things_are_is_left_out(self):
        self.assertEqual(["--rounds", "3", "--only", "cpu"],
                         measured_options(["--java-home", "/a/jdk", "--rounds", "3", "--offline", "--no-build",
                                           "--only", "cpu", "--out=/tmp/x"]))
        self.assertEqual([], measured_options([]))


if __name__ == "__main__":
    unittest.main()
