/** Orders of a shop, each with an event: the same by JDBC, jOOQ, Hibernate, and CDI with JTA. */
@NullMarked
package com.example.orders;

import org.jspecify.annotations.NullMarked;
