import unittest

from harness import http


class ResponseTest(unittest.TestCase):

    def test_length(self):
        status, headers, body = http.parse_response(b"HTTP/1.1 200 \r\nSet-Cookie: SESSION=x; Path=/\r\n\r\nHello")
        self.assertEqual((status, headers["set-cookie"], body), (200, ["SESSION=x; Path=/"], b"Hello"))

    def test_chunks(self):
        data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n1\r\n!\r\n0\r\n\r\n"
        self.assertEqual(http.parse_response(data)[2], b"Hello!")

    def test_connection_that_was_closed_without_an_answer(self):
        with self.assertRaises(http.NoAnswer):
            http.parse_response(b"")
