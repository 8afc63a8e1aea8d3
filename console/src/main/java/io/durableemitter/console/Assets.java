package io.durableemitter.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The files of the page. They are the same for everybody and say nothing of the queue. */
final class Assets {

  private static final String PAGE = "/io/durableemitter/console/page/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("/", PAGE + "index.html"),
          Map.entry("/app.js", PAGE + "app.js"),
          Map.entry("/api.js", PAGE + "api.js"),
          Map.entry("/overview.js", PAGE + "overview.js"),
          Map.entry("/charts.js", PAGE + "charts.js"),
          Map.entry("/lists.js", PAGE + "lists.js"),
          Map.entry("/dialogs.js", PAGE + "dialogs.js"),
          Map.entry("/dom.js", PAGE + "dom.js"),
          Map.entry("/theme.js", PAGE + "theme.js"),
          Map.entry("/app.css", PAGE + "app.css"),
          Map.entry("/icon.svg", PAGE + "icon.svg"),
          Map.entry("/uplot.js", UPLOT + "uPlot.esm.js"),
          Map.entry("/uplot.css", UPLOT + "uPlot.min.css"));
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private record File(Answer whole, String tag) {}

  private final Map<String, File> files;

  Assets() {
    this.files =
        FILES.entrySet().stream()
            .collect(
                java.util.stream.Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> read(entry.getValue())));
  }

  private static File read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      byte[] bytes = in.readAllBytes();
      String tag =
          '"'
              + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 12)
              + '"';
      String type = String.valueOf(TYPES.get(resource.replaceFirst(".*\\.", "")));
      // asked for again each time, and sent only if it has changed
      Map<String, String> headers =
          Map.of("Content-Type", type, "ETag", tag, "Cache-Control", "no-cache");
      return new File(new Answer(200, headers, bytes), tag);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  Optional<Answer> find(Request request) {
    File file = files.get(request.path());
    if (file == null) {
      return Optional.empty();
    }
    if (request.header("If-None-Match").filter(file.tag()::equals).isPresent()) {
      return Optional.of(new Answer(304, Map.of("ETag", file.tag()), new byte[0]));
    }
    return Optional.of(file.whole());
  }
}
