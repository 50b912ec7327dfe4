package devserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// Create opens a workflow for a new person, and returns what the browser is to be given.
// Host is the page's own, which the sandbox makes its hrefs of.
func (u *Upstream) Create(ctx context.Context, host string, body []byte) ([]byte, error) {
	return u.open(ctx, host, "", body)
}

// open creates an account, or updates one that is known. Its answer is JSON.
func (u *Upstream) open(ctx context.Context, host, account string, body []byte) ([]byte, error) {
	answer, token, err := u.openOnce(ctx, host, account, body)
	var r *refusal
	if errors.As(err, &r) && r.status == http.StatusUnauthorized && token != "" {
		u.tokens.forget(token) // the service has forgotten it before its end
		answer, _, err = u.openOnce(ctx, host, account, body)
	}
	return answer, err
}

func (u *Upstream) openOnce(ctx context.Context, host, account string, body []byte) (answer []byte, token string, err error) {
	token, err = u.tokens.get(ctx)
	if err != nil {
		return nil, "", fmt.Errorf("get an access token: %w", err)
	}
	method, where, verb := http.MethodPost, u.Account+"/api/v1/accounts", "create"
	if account != "" {
		method, where, verb = http.MethodPut, where+"/"+account, "update"
	}
	r, err := http.NewRequestWithContext(ctx, method, where, bytes.NewReader(body))
	if err != nil {
		return nil, token, err
	}
	if u.API == "" {
		r.Host = host
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	if answer, err = u.send(r); err != nil {
		return nil, token, fmt.Errorf("%s the account: %w", verb, err)
	}
	return answer, token, nil
}

func (u *Upstream) send(r *http.Request) ([]byte, error) {
	r.Header.Set("User-Agent", u.agent)
	r.Header.Set("Accept", "application/json")
	resp, err := u.Client.Do(r)
	if err != nil {
		return nil, withoutURL(err)
	}
	defer resp.Body.Close()
	body, err := readAnswer(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		return nil, &refusal{status: resp.StatusCode}
	}
	return body, nil
}

// withoutURL is the cause of a request's failure: the URL has a person's account in it.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
