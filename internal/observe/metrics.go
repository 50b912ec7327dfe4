package observe

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are for Prometheus. Labels have few values, and none is a client's. A nil *Metrics
// does nothing.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	upstream *prometheus.CounterVec
	tokens   *prometheus.CounterVec
	hrefs    prometheus.Counter
	open     prometheus.Gauge
	bodies   prometheus.Gauge
}

// NewMetrics also registers the metrics of Go and of the process.
func NewMetrics() *Metrics {
	const space = "credential_capture"
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: space, Name: "requests_total",
			Help: "Requests by operation and class of status; gone: the client has left."}, []string{"operation", "class"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: space, Name: "request_duration_seconds",
			Help:    "From a request's header to the end of its answer, with the upload from the phone.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 240}}, []string{"operation"}),
		upstream: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: space, Name: "upstream_errors_total",
			Help: "Errors of the service, by call and kind."}, []string{"call", "kind"}),
		tokens: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: space, Name: "token_grants_total",
			Help: "Requests for OAuth2 access tokens, by outcome."}, []string{"outcome"}),
		hrefs: prometheus.NewCounter(prometheus.CounterOpts{Namespace: space, Name: "hrefs_refused_total",
			Help: "Hrefs in the service's answers that lead to a foreign origin."}),
		open: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: space, Name: "requests_in_flight",
			Help: "Requests in flight."}),
		bodies: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: space, Name: "bodies_in_flight",
			Help: "Uploads in flight through the proxy."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.upstream, m.tokens, m.hrefs, m.open, m.bodies,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, outcome := range []string{"ok", "failed"} {
		m.tokens.WithLabelValues(outcome) // a rate needs a first value of zero
	}
	return m
}

// Handler serves /metrics.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

func (m *Metrics) begin() (done func(operation, class string, took time.Duration)) {
	if m == nil {
		return func(string, string, time.Duration) {}
	}
	m.open.Inc()
	return func(operation, class string, took time.Duration) {
		m.open.Dec()
		m.requests.WithLabelValues(operation, class).Inc()
		m.seconds.WithLabelValues(operation).Observe(took.Seconds())
	}
}

// Body counts an upload until done is called.
func (m *Metrics) Body() (done func()) {
	if m == nil {
		return func() {}
	}
	m.bodies.Inc()
	return m.bodies.Dec
}

// Granted counts a request for an access token.
func (m *Metrics) Granted(err error) {
	if m == nil {
		return
	}
	outcome := "ok"
	if err != nil {
		outcome = "failed"
	}
	m.tokens.WithLabelValues(outcome).Inc()
}

// Upstream counts an error of the service.
func (m *Metrics) Upstream(call, kind string) {
	if m != nil {
		m.upstream.WithLabelValues(call, kind).Inc()
	}
}

// Refused counts foreign hrefs.
func (m *Metrics) Refused(hrefs int) {
	if m != nil {
		m.hrefs.Add(float64(hrefs))
	}
}
