# Makes r_ratios.csv from r_cohorts.csv: what R says of profile likelihood, Firth's penalty and time-dependent ratios; by hand:
#   cd tests/estimates/survival && Rscript r_ratios.R        (recorded with R 4.2.2, survival 3.5-3; six minutes)
# Likelihood and information are those of coxph, held at given coefficients; Firth adds half the logarithm of the
# determinant of the information (Heinze & Schemper 2001); limits are roots of the profile (Venzon & Moolgavkar 1988).
# Time-dependent: each subject but every fourth goes over at a share of the cohort's median time, if it lives until then.
library(survival)

at <- function(formula, d, b) suppressWarnings(coxph(formula, d, init = b, control = coxph.control(iter.max = 0)))
plain <- function(formula, d) function(b) at(formula, d, b)$loglik[1]
firth <- function(formula, d) function(b) { fit <- at(formula, d, b); fit$loglik[1] - log(det(fit$var)) / 2 }

slope <- function(f, b, j, h = 1e-3) {
  step <- replace(numeric(length(b)), j, h)
  (8 * (f(b + step) - f(b - step)) - f(b + 2 * step) + f(b - 2 * step)) / (12 * h)
}
best <- function(f, b, free) {  # Newton on differences, in the coefficients that are free
  if (!length(free)) return(b)
  gradient <- function(b) sapply(free, function(j) slope(f, b, j))
  for (round in 1:50) {
    g <- gradient(b)
    curved <- sapply(free, function(k) {
      step <- replace(numeric(length(b)), k, 1e-3)
      (gradient(b + step) - gradient(b - step)) / 2e-3
    })
    move <- solve(matrix(curved, length(free)), g)
    b[free] <- b[free] - move * min(1, 1 / max(abs(move)))
    if (max(abs(move)) < 1e-9) return(b)
  }
  stop("no maximum")
}
of <- function(f, k, name, levels) {
  top <- best(f, numeric(k), seq_len(k))
  do.call(rbind, lapply(seq_len(k), function(j) {
    below <- function(v) 2 * (f(top) - f(best(f, replace(top, j, v), setdiff(seq_len(k), j))))
    limit <- function(side) {
      far <- 1
      while (below(top[j] + side * far) < qchisq(0.95, 1)) far <- 2 * far
      uniroot(function(v) below(v) - qchisq(0.95, 1), sort(top[j] + side * c(0, far)), tol = 1e-9)$root
    }
    data.frame(name = paste(name, levels[j], c("estimate", "conf_low", "conf_high", "p_value"), sep = "."),
               value = c(exp(c(top[j], limit(-1), limit(1))), pchisq(below(0), 1, lower.tail = FALSE)))
  }))
}
finite <- function(formula, d) !inherits(tryCatch(coxph(formula, d), warning = function(w) w), "warning")

both <- function(name, formula, d, levels) rbind(
  if (finite(formula, d)) of(plain(formula, d), length(levels), paste0(name, "profile"), levels),
  of(firth(formula, d), length(levels), paste0(name, "firth"), levels))

wald <- function(formula, d) if (finite(formula, d)) {
  fit <- coxph(formula, d, control = coxph.control(eps = 1e-11, toler.chol = 1e-14, iter.max = 60))
  data.frame(name = paste("td.wald.after", c("estimate", "conf_low", "conf_high", "p_value"), sep = "."),
             value = unname(c(exp(coef(fit)), exp(confint(fit)), summary(fit)$coefficients[, 5])))
}
split <- function(d) {
  share <- (seq_len(nrow(d)) %% 5 + 1) / 6
  switch <- ifelse(seq_len(nrow(d)) %% 4 == 0, Inf, round(share * median(d$time), 9))  # no interval of noise
  rows <- rbind(data.frame(start = 0, stop = pmin(d$time, switch), event = d$event * (switch >= d$time), after = 0),
                data.frame(start = switch, stop = d$time, event = d$event, after = 1)[switch < d$time, ])
  rows
}

answers <- function(d) {
  two <- subset(d, group != "c")
  three <- if (d$cohort[1] <= 8) both("three.", Surv(time, event) ~ group, d, c("b", "c"))
  after <- Surv(start, stop, event) ~ after
  rows <- rbind(both("two.", Surv(time, event) ~ group, two, "b"), three, wald(after, split(d)),
                both("td.", after, split(d), "after"))
  cbind(cohort = d$cohort[1], rows)
}

cohorts <- read.csv("r_cohorts.csv")
values <- do.call(rbind, lapply(base::split(cohorts, cohorts$cohort), answers))
values$value <- format(values$value, digits = 12, trim = TRUE)
write.csv(values, "r_ratios.csv", row.names = FALSE, quote = FALSE)
