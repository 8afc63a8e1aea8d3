package io.durableemitter.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Requests by hand: a client that may send any header, as those that do no good would. */
final class Http {

  /** What came back. */
  record Reply(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  private final URI uri;
  private final Map<String, String> headers = new LinkedHashMap<>();

  Http(URI uri) {
    this.uri = uri;
    headers.put("Host", uri.getAuthority());
  }

  /** A copy with a header, in place of one of that name; without it if the value is empty. */
  Http with(String name, String value) {
    Http copy = new Http(uri);
    copy.headers.clear();
    copy.headers.putAll(headers);
    copy.headers.remove(name);
    if (!value.isEmpty()) {
      copy.headers.put(name, value);
    }
    return copy;
  }

  Reply get(String path) throws IOException {
    return send("GET", path, "");
  }

  /** As the page does it. */
  Reply post(String path, String json) throws IOException {
    Http page = this;
    if (!headers.containsKey("Origin")) {
      page = page.with("Origin", "http://" + uri.getAuthority());
    }
    if (!headers.containsKey("Content-Type")) {
      page = page.with("Content-Type", "application/json");
    }
    return page.send("POST", path, json);
  }

  Reply send(String method, String path, String body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(uri.getHost()), uri.getPort())) {
      socket.setSoTimeout(20_000);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
      headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      head.append("Connection: close\r\n");
      if (bytes.length > 0) {
        head.append("Content-Length: ").append(bytes.length).append("\r\n");
      }
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return read(socket.getInputStream());
    }
  }

  private static Reply read(InputStream in) throws IOException {
    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no answer, but: " + text);
    }
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] pair = lines[i].split(":", 2);
      headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1].strip());
    }
    return new Reply(
        Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
  }
}
