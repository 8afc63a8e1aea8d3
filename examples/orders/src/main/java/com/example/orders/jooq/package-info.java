/** By jOOQ. */
@NullMarked
package com.example.orders.jooq;

import org.jspecify.annotations.NullMarked;
