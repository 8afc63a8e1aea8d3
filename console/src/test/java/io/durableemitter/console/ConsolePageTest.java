package io.durableemitter.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page in a real browser, with a real queue behind it. */
@Timeout(120)
class ConsolePageTest {

  private static final String SECRET = "0123456789abcdef-mara";

  private static TestBrowser browser;

  private final TestQueue queue = new TestQueue();
  private final List<Console> consoles = new ArrayList<>();
  private final List<Page> pages = new ArrayList<>();

  @BeforeAll
  static void startBrowser() {
    browser = new TestBrowser();
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @AfterEach
  void close() {
    pages.forEach(page -> page.context().close());
    consoles.forEach(Console::close);
    assertThat(browser.complaints()).isEmpty();
  }

  private Page open(ConsoleBuilder builder) {
    return open(builder, 1280, 900);
  }

  private Page open(ConsoleBuilder builder, int width, int height) {
    Console console = builder.port(0).build().start();
    consoles.add(console);
    Page page = browser.open(console, width, height, ColorScheme.LIGHT);
    pages.add(page);
    return page;
  }

  private ConsoleBuilder builder() {
    return Console.builder(queue.store()).queueName(queue.table());
  }

  private long dead(String id, String type) {
    return queue.deadLetter(
        new TestEvent(id, "billing", type, "{\"total\":\"44.30\"}"),
        DeadLetterReason.REJECTED,
        "VALIDATION_FAILED: no");
  }

  @Test
  void aBacklogAppearsAndTheCountersMove() {
    queue.report("one", "OPEN", "", Map.of(HostReport.DELIVERED_PER_SECOND, 7.0));
    Page page = open(builder());
    assertThat(page.locator("#sentence"))
        .hasText("All is well: 7.0 events a second are delivered, nothing waits.");
    assertThat(page.locator("#verdict")).hasAttribute("data-level", "ok");
    assertThat(page.locator("#link")).hasText("live");
    for (int i = 0; i < 3; i++) {
      queue.pending(new TestEvent("e" + i, "orders", "placed", "{}"));
    }
    assertThat(page.locator("#figure-pending")).hasText("3");
    assertThat(page.locator("#chart-depth .legend-value")).hasText("3");
    queue.pending(new TestEvent("e3", "orders", "placed", "{}"));
    assertThat(page.locator("#figure-pending")).hasText("4");
    page.locator("#tab-pending").click();
    assertThat(page.locator("#panel-pending tbody tr")).hasCount(4);
    page.locator("#panel-pending [name=eventId]").fill("e2");
    page.locator("#panel-pending [name=eventId]").press("Enter");
    assertThat(page.locator("#panel-pending tbody tr")).hasCount(1);
    page.locator("#panel-pending .row-link").click();
    assertThat(page.locator("#dialog")).containsText("nobody has one");
  }

  @Test
  void anOutageIsSaidWithWhatToDo() {
    queue.pending(new TestEvent("a", "orders", "placed", "{}"));
    queue.report("one", "OPEN", "", Map.of());
    Page page = open(builder());
    assertThat(page.locator("#figure-gate")).hasText("open");
    queue.report(
        "one", "CLOSED", "UNAVAILABLE: connection refused", Map.of("failed.UNAVAILABLE", 3.0));
    assertThat(page.locator("#figure-gate")).hasText("closed");
    assertThat(page.locator("#verdict")).hasAttribute("data-level", "bad");
    assertThat(page.locator("#sentence")).containsText("The receiver does not take events");
    assertThat(page.locator("#advice")).containsText("UNAVAILABLE: connection refused");
    assertThat(page.locator("#chart-failures .legend")).containsText("UNAVAILABLE");
    page.locator("#tab-hosts").click();
    assertThat(page.locator("#panel-hosts tbody tr")).containsText("connection refused");
    queue.report("one", "OPEN", "", Map.of());
    assertThat(page.locator("#figure-gate")).hasText("open");
  }

  @Test
  void aDeadLetterIsOpenedAndRedriven() {
    dead("invoice-1", "paid");
    Page page = open(builder());
    page.locator(".row-link").click();
    Locator dialog = page.locator("#dialog");
    assertThat(dialog).containsText("VALIDATION_FAILED: no");
    assertThat(page.locator("#event-data")).hasText("{\n  \"total\": \"44.30\"\n}");
    dialog.getByText("Redrive …").click();
    assertThat(dialog).containsText("Redrive 1 dead letter?");
    dialog.getByText("Redrive 1", new Locator.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("#toast")).hasText("1 dead letter back in the queue.");
    assertThat(page.locator("#panel-dead")).containsText("There are no dead letters.");
    assertThat(page.locator("#figure-pending")).hasText("1");
    page.locator("#tab-actions").click();
    assertThat(page.locator("#panel-actions tbody tr")).containsText("console@loopback");
    assertThat(queue.registry().actions(1).get(0).kind()).contains(QueueAction.Kind.REDRIVE);
  }

  @Test
  void allThatFitAreDiscardedOnceItIsConfirmed() {
    dead("invoice-1", "paid");
    dead("invoice-2", "paid");
    dead("order-1", "placed");
    Page page = open(builder());
    page.locator("#panel-dead [name=type]").fill("paid");
    page.locator("#panel-dead").getByText("Search").click();
    assertThat(page.locator("#panel-dead tbody tr")).hasCount(2);
    page.locator("#panel-dead").getByText("Discard all that fit …").click();
    assertThat(page.locator("#dialog")).containsText("Discard 2 dead letters for good?");
    page.locator("#dialog").getByText("Cancel").click();
    assertThat(page.locator("#dialog")).isHidden();
    assertThat(queue.store().countDeadLetters(DeadLetterFilter.ALL)).isEqualTo(3);
    page.locator("#panel-dead").getByText("Discard all that fit …").click();
    page.locator("#dialog .danger").click();
    assertThat(page.locator("#toast")).hasText("2 dead letters discarded.");
    assertThat(queue.store().countDeadLetters(DeadLetterFilter.ALL)).isEqualTo(1);
  }

  @Test
  void deliveryIsPausedAndResumedWithAReason() {
    queue.report("one", "OPEN", "", Map.of());
    Page page = open(builder());
    page.locator("#pause").click();
    Locator dialog = page.locator("#dialog");
    dialog.locator("[type=submit]").click();
    assertThat(dialog).isVisible();
    page.locator("#reason").fill("the receiver is being upgraded");
    dialog.locator("[type=submit]").click();
    assertThat(page.locator("#sentence")).containsText("Delivery is paused");
    assertThat(page.locator("#advice")).containsText("the receiver is being upgraded");
    assertThat(page.locator("#pause")).hasText("Resume delivery");
    page.locator("#pause").click();
    page.locator("#reason").fill("it is done");
    page.keyboard().press("Enter");
    assertThat(page.locator("#pause")).hasText("Pause delivery");
    assertThat(queue.registry().orders().pause()).isEmpty();
  }

  @Test
  void whatAnEventHoldsIsShownAsText() {
    String script = "<script>window.taken=1</script><img src=x onerror=\"window.taken=1\">";
    TestEvent event =
        new TestEvent(
            script,
            script,
            script,
            Map.of("datacontenttype", "text/html", "comment", script),
            script.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    queue.deadLetter(event, DeadLetterReason.REJECTED, script);
    queue.pending(event);
    queue.report(script, "CLOSED", script, Map.of("failed." + script, 1.0));
    queue.registry().record(QueueAction.Kind.DISCARD, script, script);
    Page page = open(builder());
    assertThat(page.locator("#panel-dead tbody")).containsText(script);
    page.locator(".row-link").click();
    assertThat(page.locator("#event-data")).hasText(script);
    assertThat(page.locator("#dialog .last-error")).containsText(script);
    page.keyboard().press("Escape");
    for (String tab : List.of("pending", "hosts", "actions")) {
      page.locator("#tab-" + tab).click();
      assertThat(page.locator("#panel-" + tab + " tbody")).containsText("<script>window.taken=1");
    }
    assertThat(page.locator("#advice")).containsText("<script>");
    assertThat(page.evaluate("() => window.taken === undefined")).isEqualTo(true);
    assertThat(page.locator("main script, main img, #dialog img")).hasCount(0);
  }

  @Test
  void aTokenIsAskedForAndAWrongOneRefused() {
    Page page = open(builder().token("Mara", SECRET));
    assertThat(page.locator("#login")).isVisible();
    assertThat(page.locator("#token")).isFocused();
    page.keyboard().type("0123456789abcdef-wrong");
    page.keyboard().press("Enter");
    assertThat(page.locator("#login-error")).hasText("this token is not known here");
    page.locator("#token").fill(SECRET);
    page.keyboard().press("Enter");
    assertThat(page.locator("#sentence")).containsText("All is well");
    assertThat(page.evaluate("() => document.cookie")).isEqualTo("");
    page.locator("#log-out").click();
    assertThat(page.locator("#login")).isVisible();
    assertThat(page.locator("#board")).isHidden();
  }

  @Test
  void whoMayLookOnlyHasNothingToPress() {
    dead("invoice-1", "paid");
    Page page = open(builder().readOnly());
    page.locator(".row-link").click();
    assertThat(page.locator("#dialog .dialog-foot button")).hasCount(1);
    page.keyboard().press("Escape");
    assertThat(page.locator("#pause")).isHidden();
    assertThat(page.locator("#panel-dead .bulk button")).hasCount(0);
  }

  @Test
  void aPageOfAnotherSiteIsRefused() throws IOException {
    queue.report("one", "OPEN", "", Map.of());
    open(builder());
    String uri = consoles.get(0).uri().toString().replace("localhost", "127.0.0.1");
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    site.start();
    try {
      Page other = browser.open(400, 300, ColorScheme.LIGHT);
      pages.add(other);
      other.navigate("http://127.0.0.1:" + site.getAddress().getPort());
      String ask =
          "([uri, init]) => fetch(uri, init).then(() => 'answered').catch(() => 'refused')";
      for (String mode : List.of("cors", "no-cors")) {
        assertThat(other.evaluate(ask, List.of(uri + "api/status", Map.of("mode", mode))))
            .isEqualTo("refused");
        Map<String, String> post =
            Map.of("method", "POST", "mode", mode, "body", "{\"reason\":\"x\"}");
        assertThat(other.evaluate(ask, List.of(uri + "api/pause", post))).isEqualTo("refused");
      }
      assertThat(queue.registry().orders().pause()).isEmpty();
    } finally {
      site.stop(0);
    }
  }

  @Test
  void everythingIsReachedByTheKeyboard() {
    dead("invoice-1", "paid");
    Page page = open(builder());
    assertThat(page.locator(".row-link")).isVisible();
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#main")).isFocused();
    page.keyboard().press("Tab");
    assertThat(page.locator("#tab-dead")).isFocused();
    page.keyboard().press("ArrowRight");
    assertThat(page.locator("#tab-pending")).isFocused();
    assertThat(page.locator("#panel-pending")).isVisible();
    page.keyboard().press("Home");
    for (int i = 0; i < 12 && !isFocused(page, ".row-link"); i++) {
      page.keyboard().press("Tab");
    }
    page.keyboard().press("Enter");
    assertThat(page.locator("#event-data")).isVisible();
    for (int i = 0; i < 8; i++) {
      page.keyboard().press("Tab");
      assertThat(
              page.evaluate(
                  "() => document.activeElement === document.body"
                      + " || document.querySelector('#dialog').contains(document.activeElement)"))
          .isEqualTo(true);
    }
    page.keyboard().press("Escape");
    assertThat(page.locator("#dialog")).isHidden();
    assertThat(page.locator(".row-link")).isFocused();
    Object outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle");
    assertThat(outline).isEqualTo("solid");
  }

  @Test
  void anAnswerThatComesLateTakesTheFocusFromNobody() {
    dead("invoice-1", "paid");
    Page page = open(builder());
    assertThat(page.locator(".row-link")).isVisible();
    answerLate(page, () -> page.locator(".row-link").focus());
    assertThat(page.locator(".row-link[data-old]")).hasCount(0);
    assertThat(page.locator(".row-link")).isFocused();

    answerLate(page, () -> page.locator(".row-link").click());
    assertThat(page.locator("#event-data")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.locator(".row-link[data-old]")).hasCount(0);
    assertThat(page.locator(".row-link")).isFocused();
  }

  /** Has the list loaded anew, and something done before the answer is there. */
  private static void answerLate(Page page, Runnable meanwhile) {
    List<Route> held = new ArrayList<>();
    Predicate<String> list = url -> url.endsWith("/api/dead-letters");
    page.evaluate("() => { document.querySelector('.row-link').dataset.old = 'yes'; }");
    page.route(list, held::add);
    page.locator("#tab-pending").click();
    page.locator("#tab-dead").click();
    page.waitForCondition(() -> !held.isEmpty());
    meanwhile.run();
    page.waitForResponse(response -> list.test(response.url()), () -> held.forEach(Route::resume));
    page.unroute(list);
  }

  private static boolean isFocused(Page page, String selector) {
    return (boolean) page.evaluate("s => document.activeElement.matches(s)", selector);
  }

  @Test
  void onAPhoneNothingIsWiderThanTheScreen() {
    String longId = "x".repeat(300);
    queue.deadLetter(
        new TestEvent(longId, longId, longId, "{\"a\":\"" + longId + "\"}"),
        DeadLetterReason.TOO_MANY_ATTEMPTS,
        longId);
    queue.pending(new TestEvent(longId, longId, longId, "{}"));
    queue.report("one", "CLOSED", "UNAVAILABLE", Map.of("failed." + longId, 1.0));
    queue.registry().record(QueueAction.Kind.DISCARD, "Mara", longId);
    Page page = open(builder(), 320, 640);
    for (String tab : List.of("dead", "pending", "hosts", "actions")) {
      page.locator("#tab-" + tab).click();
      assertThat(page.locator("#panel-" + tab + " tbody tr")).isVisible();
      assertThat(width(page)).as(tab).isEqualTo(320);
    }
    page.locator("#tab-dead").click();
    page.locator("#panel-dead .row-link").click();
    assertThat(page.locator("#event-data")).isVisible();
    assertThat(width(page)).isEqualTo(320);
    Object dialog =
        page.evaluate(
            "() => { const d = document.querySelector('.dialog-body');"
                + " return d.scrollWidth - d.clientWidth }");
    assertThat(dialog).isEqualTo(0);
  }

  private static Object width(Page page) {
    return page.evaluate("() => document.documentElement.scrollWidth");
  }

  @Test
  void theThemeIsTheSystemsUntilSomebodyChooses() {
    Page page = open(builder());
    String background = "() => getComputedStyle(document.body).backgroundColor";
    Object light = page.evaluate(background);
    awaitPainted(page, 233, 236, 240);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    Object dark = page.evaluate(background);
    assertThat(dark).isNotEqualTo(light);
    awaitPainted(page, 35, 44, 57);
    page.locator("#theme").click();
    assertThat(page.evaluate(background)).isEqualTo(light);
    awaitPainted(page, 233, 236, 240);
    page.reload();
    assertThat(page.locator("#theme")).hasText(Pattern.compile("Dark"));
    assertThat(page.evaluate(background)).isEqualTo(light);
  }

  /** Until the grid of a chart, which is a canvas, has the colour, some seconds at most. */
  private static void awaitPainted(Page page, int red, int green, int blue) {
    Object painted =
        page.evaluate(
            """
            async rgb => {
              for (let frame = 0; frame < 600; frame++) {
                const chart = document.querySelector('#chart-depth canvas');
                const all = chart
                  ? chart.getContext('2d').getImageData(0, 0, chart.width, chart.height).data
                  : [];
                for (let i = 0; i < all.length; i += 4) {
                  if (all[i + 3] === 255 && rgb.every((one, k) => all[i + k] === one)) return true;
                }
                await new Promise(requestAnimationFrame);
              }
              return false;
            }
            """,
            List.of(red, green, blue));
    assertThat(painted).isEqualTo(true);
  }
}
