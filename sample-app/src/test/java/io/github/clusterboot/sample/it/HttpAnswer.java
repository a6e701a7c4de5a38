/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.clusterboot.sample.it;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a whole HTTP/1.1 answer from one that was cut.
 */
final class HttpAnswer {

	private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.1 (\\d{3})");

	private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

	private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding: *chunked");

	private HttpAnswer() {
	}

	static Exchange parse(String answer) {
		int end = answer.indexOf("\r\n\r\n");
		String head = answer.substring(0, Math.max(end, 0));
		Matcher status = STATUS.matcher(head);
		if (!status.find()) {
			return Exchange.failed(Outcome.CUT);
		}
		String body = answer.substring(end + 4);
		boolean whole = true;
		Matcher length = LENGTH.matcher(head);
		if (CHUNKED.matcher(head).find()) {
			whole = body.endsWith("0\r\n\r\n");
			body = unchunk(body);
		}
		else if (length.find()) {
			whole = body.length() == Integer.parseInt(length.group(1));
		}
		int code = Integer.parseInt(status.group(1));
		return new Exchange(outcome(whole, code), code, head, body);
	}

	private static Outcome outcome(boolean whole, int code) {
		if (!whole) {
			return Outcome.CUT;
		}
		return (code / 100 == 2) ? Outcome.OK : Outcome.WRONG_STATUS;
	}

	private static String unchunk(String body) {
		StringBuilder content = new StringBuilder();
		int position = 0;
		int line = body.indexOf("\r\n");
		while (line > position) {
			int size = Integer.parseInt(body.substring(position, line), 16);
			int start = line + 2;
			content.append(body, start, Math.min(start + size, body.length()));
			position = start + size + 2;
			line = (size != 0) ? body.indexOf("\r\n", position) : -1;
		}
		return content.toString();
	}

}
