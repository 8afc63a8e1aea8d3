package io.durableemitter.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real Chromium without a window. Notes what a page complains of, and whom else it asks. */
final class TestBrowser implements AutoCloseable {

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  TestBrowser() {
    Path chromium = chromium();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    // as root it has no sandbox, and in containers little shared memory
                    .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
  }

  private static Path chromium() {
    try {
      Process search =
          new ProcessBuilder(Path.of("..", ".ci", "browser").toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String found =
          new String(search.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (search.waitFor() != 0) {
        throw new IllegalStateException(
            "there is no Chromium for this test: run 'sudo apt-get install chromium', or set"
                + " CHROMIUM to one");
      }
      return Path.of(found);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A window by itself, with no cookies of others. */
  Page open(int width, int height, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setTimezoneId("UTC"));
    return context.newPage();
  }

  /** The console's page; what it complains of counts. */
  Page open(Console console, int width, int height, ColorScheme scheme) {
    Page page = open(width, height, scheme);
    String own = console.uri().toString();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          // a refused request is noted by the browser itself, and is what some tests are for
          if (message.type().equals("error") && !message.text().startsWith("Failed to load")) {
            complaints.add(message.text());
          }
        });
    page.onRequest(
        request -> {
          if (!request.url().startsWith(own)) {
            complaints.add("asks " + request.url());
          }
        });
    page.onDialog(
        dialog -> {
          complaints.add("alert " + dialog.message());
          dialog.dismiss();
        });
    page.navigate(own);
    return page;
  }

  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
