package io.durableemitter.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The pictures of {@code docs/console.md}, of figures that are always the same. Taken anew with
 * {@code -Dconsole.write=true}.
 */
@Timeout(120)
class ConsolePicturesTest {

  private static final Path IMAGES = Path.of("..", "docs", "images");
  private static final Instant NOW = Instant.parse("2026-03-02T09:30:00Z");
  private static final int LARGEST = 300_000;

  private record Picture(String name, int width, int height, ColorScheme scheme) {}

  private static final List<Picture> PICTURES =
      List.of(
          new Picture("console-light.png", 1280, 1180, ColorScheme.LIGHT),
          new Picture("console-dark.png", 1280, 1180, ColorScheme.DARK),
          new Picture("console-phone.png", 390, 1100, ColorScheme.LIGHT));

  @Test
  void picturesAreThereAndSmall() throws IOException {
    if (Boolean.getBoolean("console.write")) {
      write();
    }
    for (Picture picture : PICTURES) {
      assertThat(Files.size(IMAGES.resolve(picture.name()))).isBetween(10_000L, (long) LARGEST);
    }
  }

  private static void write() throws IOException {
    Files.createDirectories(IMAGES);
    TestQueue queue = new TestQueue();
    ShownQueue.fill(queue, NOW);
    try (Console console =
            Console.builder(new ShownQueue(queue.store()))
                .port(0)
                .queueName("shop.events")
                .history(ShownQueue.history(NOW), Clock.fixed(NOW, ZoneOffset.UTC))
                .build()
                .start();
        TestBrowser browser = new TestBrowser()) {
      for (Picture picture : PICTURES) {
        Page page = browser.open(picture.width(), picture.height(), picture.scheme());
        page.clock().setFixedTime(NOW.toEpochMilli());
        page.navigate(console.uri().toString());
        assertThat(page.locator("#figure-pending")).hasText("391");
        assertThat(page.locator("#link")).hasText("live");
        assertThat(page.locator("#panel-dead tbody tr")).hasCount(6);
        page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve(picture.name())));
        page.context().close();
      }
    }
  }
}
