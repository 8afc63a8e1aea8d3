package io.durableemitter.console;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which request is answered by what. */
final class Routes {

  /** Answers a request by somebody who is let in. */
  @FunctionalInterface
  interface Route {
    Answer answer(Call call) throws IOException;
  }

  /**
   * A request by somebody who is let in.
   *
   * @param request as it came
   * @param who asks
   * @param id behind the last slash; empty if the route has none
   * @param body of an action, read whole; otherwise without members
   */
  record Call(Request request, Principal who, String id, Body body) {

    long number() {
      return Request.number("the id", id);
    }
  }

  private final Access access;
  private final Assets assets = new Assets();
  private final StorePlaces places = new StorePlaces();
  private final Map<String, Route> looks = new HashMap<>();
  private final Map<String, Route> actions = new HashMap<>();

  Routes(Access access) {
    this.access = access;
  }

  /** What changes nothing; a path that ends with a slash has an id behind it. */
  Routes look(String path, Route route) {
    looks.put(path, places.bounded(route));
    return this;
  }

  /** What changes nothing and does not ask the store itself. */
  Routes lookAtSample(String path, Route route) {
    looks.put(path, route);
    return this;
  }

  /** What changes something, and so is not for those who may look only. */
  Routes action(String path, Route route) {
    actions.put(path, places.bounded(route));
    return this;
  }

  Principal principal(Request request) {
    return access.principal(request);
  }

  Answer answer(Request request) throws IOException {
    return switch (request.method()) {
      case "GET" -> get(request);
      case "POST" -> post(request);
      default -> throw new Refusal(405, "only GET and POST are understood");
    };
  }

  private Answer get(Request request) throws IOException {
    if (!request.path().startsWith("/api/")) {
      return assets.find(request).orElseThrow(Routes::nothing);
    }
    Principal who = access.principal(request);
    if (request.path().equals("/api/session")) {
      return Answer.json(
          Json.fields(
              "name", who.name(),
              "readOnly", who.readOnly(),
              "canLogOut", access.asksForToken()));
    }
    return dispatch(looks, request, who);
  }

  private Answer post(Request request) throws IOException {
    if (request.path().equals("/api/login")) {
      Body body = request.body();
      body.allowOnly("token");
      return access.logIn(request, body.required("token"));
    }
    Principal who = access.principal(request);
    if (request.path().equals("/api/logout")) {
      return access.logOut(request);
    }
    if (who.readOnly()) {
      throw new Refusal(403, "this console, or your token, is for looking only");
    }
    return dispatch(actions, request, who);
  }

  private static Answer dispatch(Map<String, Route> routes, Request request, Principal who)
      throws IOException {
    String path = request.path();
    Route exact = routes.get(path);
    if (exact != null && !path.endsWith("/")) {
      return exact.answer(call(request, who, ""));
    }
    int slash = path.lastIndexOf('/') + 1;
    Route withId = slash < path.length() ? routes.get(path.substring(0, slash)) : null;
    return Optional.ofNullable(withId)
        .orElseThrow(Routes::nothing)
        .answer(call(request, who, path.substring(slash)));
  }

  /** The body is read before there is a place at the store, which a slow client would keep. */
  private static Call call(Request request, Principal who, String id) throws IOException {
    Body body = request.method().equals("POST") ? request.body() : new Body(Map.of());
    return new Call(request, who, id, body);
  }

  private static Refusal nothing() {
    return new Refusal(404, "there is nothing here");
  }
}
