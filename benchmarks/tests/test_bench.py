import unittest

from harness.bench import SetupError, java_version, shared_flags


class JavaTest(unittest.TestCase):

    def test_versions(self):
        self.assertEqual(java_version('openjdk version "17.0.15" 2025-04-15\n…'), ("17.0.15", 17))
        self.assertEqual(java_version('openjdk version "25" 2025-09-16'), ("25", 25))

    def test_something_else(self):
        with self.assertRaises(SetupError):
            java_version("command not found")

    def test_flags_that_size_a_worker(self):
        command = ["java", "-XX:ActiveProcessorCount=1", "-Xmx3g", "-Dcluster.worker.id=1", "-XX:AOTCache=/tmp/a",
                   "-XX:SharedArchiveFile=/tmp/b", "-Xlog:gc:file=c", "-jar", "app.jar"]
        self.assertEqual(shared_flags(command), ["-XX:ActiveProcessorCount=1", "-Xmx3g"])
