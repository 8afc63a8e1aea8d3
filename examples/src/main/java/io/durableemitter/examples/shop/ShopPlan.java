package io.durableemitter.examples.shop;

import java.nio.file.Path;

/**
 * What to do.
 *
 * @param application the folder that it was built in
 * @param orders how many there are at least
 * @param threads that order
 * @param kills of the shop
 */
record ShopPlan(Path application, int orders, int threads, int kills) {}
